/** The regions of the simulated cloud: id and name. */
export const rdsRegions: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'China (Hangzhou)',
  'cn-shanghai': 'China (Shanghai)',
  'cn-beijing': 'China (Beijing)',
  'cn-shenzhen': 'China (Shenzhen)',
  'cn-qingdao': 'China (Qingdao)',
  'cn-zhangjiakou': 'China (Zhangjiakou)',
  'cn-heyuan': 'China (Heyuan)',
  'cn-chengdu': 'China (Chengdu)',
  'cn-hongkong': 'China (Hong Kong)',
  'ap-southeast-1': 'Singapore',
  'ap-northeast-1': 'Japan (Tokyo)',
  'eu-central-1': 'Germany (Frankfurt)',
  'us-east-1': 'US (Virginia)',
  'us-west-1': 'US (Silicon Valley)',
};
